"""How an effect is proven: one module per design, each giving one result with its range, method, grade and checks."""

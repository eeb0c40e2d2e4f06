"""The page Experiments, part by part."""

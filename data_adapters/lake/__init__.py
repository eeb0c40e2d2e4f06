"""Store B: what adapters load, checked row by row and kept as immutable Parquet files."""

"""The sources: each module turns something outside the company into rows of text under the contract's own names."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One source as the command `sources` lists it; `module` has a function `read_file`."""

    name: str
    about: str
    module: str


SOURCES = (
    Source("files", "CSV, Excel or Parquet, with a mapping file when names differ", "data_adapters.sources.files"),
)

"""Parquet files as text cells, so that one set of rules judges every format."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_adapters.sources.envelope import Envelope
from data_adapters.sources.limits import Limits
from data_adapters.sources.mapping import Mapping
from data_adapters.sources.raw import RefusedFile
from data_adapters.sources.sheet import Sheet


def read_parquet(file: Envelope, mapping: Mapping | None, limits: Limits) -> Sheet:
    """A Parquet file as a sheet of text cells; its first row is row 2, as if a header stood above it.

    Raises `RefusedFile` broken_parquet, too_large, too_many_columns or nested_column.
    """
    try:
        with pq.ParquetFile(file.path) as source:
            _refuse_large(file, source.metadata, limits)
            data = source.read()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
        words = f"“{file.name}” is damaged or not Parquet ({str(problem)[:80]}); export it again."
        raise RefusedFile("broken_parquet", words) from None
    mark = (mapping and mapping.decimal) or "."
    columns = {str(i): _text(data.column(i), data.column_names[i], mark, file) for i in range(data.num_columns)}
    rows = pa.array(np.arange(2, 2 + data.num_rows, dtype=np.int64))
    return Sheet(tuple(data.column_names), pa.table(columns), rows, (), ("Read as Parquet.",))


def _refuse_large(file: Envelope, metadata: pq.FileMetaData, limits: Limits) -> None:
    if metadata.num_columns > limits.columns:
        raise RefusedFile("too_many_columns", f"“{file.name}” has {metadata.num_columns} columns, the limit is "
                          f"{limits.columns}.")  # fmt: skip
    if metadata.num_rows > limits.rows:
        raise RefusedFile("too_many_rows", f"“{file.name}” has {metadata.num_rows:,} rows, the limit is "
                          f"{limits.rows:,}; split it by period.")  # fmt: skip
    size = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if size > 4 * limits.file_mb * 1e6:
        raise RefusedFile("too_large", f"“{file.name}” would unpack to {size / 1e6:,.0f} MB; split it by period.")


def _text(column: pa.ChunkedArray, name: str, mark: str, file: Envelope) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise RefusedFile("nested_column", f"The column “{name}” of “{file.name}” holds lists or bytes; leave it out.")
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    if pa.types.is_timestamp(column.type):
        pattern = "%Y-%m-%dT%H:%M:%S" + ("Z" if column.type.tz else "")
        seconds = column.cast(pa.timestamp("s", column.type.tz and "UTC"), safe=False)
        return pc.strftime(seconds, format=pattern)
    text = column.cast(pa.string())
    if mark != "." and (pa.types.is_floating(column.type) or pa.types.is_decimal(column.type)):
        text = pc.replace_substring(text, ".", mark)
    return pc.if_else(pc.equal(text, ""), None, text)

"""The shared credit of sales and deals as cubes that are kept: found if there, worked out if not, never of other facts."""

from data_adapters.credit.cube import Cancelled, Credit, credit_cube, pipeline_cube
from data_adapters.credit.restated import restatements

__all__ = ["Cancelled", "Credit", "credit_cube", "pipeline_cube", "restatements"]

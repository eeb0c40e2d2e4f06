"""What people may do with the records: one public function per deed, each with its permission, all in one list."""

from data_adapters.records.services.closing import close_period, reopen_period
from data_adapters.records.services.decisions import add_note, decide, record_outcome
from data_adapters.records.services.effort import correct_effort, log_effort
from data_adapters.records.services.effort_week import save_week
from data_adapters.records.services.experiments import end_experiment, save_experiment
from data_adapters.records.services.goals import save_budget, save_capacity, set_goal, set_parameter, set_target
from data_adapters.records.services.my_week import save_my_week
from data_adapters.records.services.portfolio import freeze, save_asset, save_asset_use, save_place
from data_adapters.records.services.use_cases import (
    archive_use_case,
    restore_use_case,
    save_cell,
    save_estimate,
    save_use_case,
    set_status,
)
from data_adapters.records.services.users import create_user, disable_user, set_roles, set_scopes

SERVICES = (
    add_note, archive_use_case, close_period, correct_effort, create_user, decide, disable_user, end_experiment, freeze, log_effort, record_outcome, reopen_period, restore_use_case,
    save_asset,
    save_asset_use, save_budget, save_capacity, save_cell, save_estimate, save_experiment, save_my_week, save_place,
    save_use_case, save_week, set_goal, set_parameter, set_roles, set_scopes, set_status,
    set_target,
)  # fmt: skip

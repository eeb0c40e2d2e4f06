"""What people see: one module per page, and in `parts` the pieces several pages share."""

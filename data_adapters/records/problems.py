"""What can go wrong with the records, as nouns with one plain sentence each."""


class RecordsProblem(Exception):
    """Something about the records that a person can read and act on."""


class NotSaved(RecordsProblem):
    """The database could not take the change; nothing was changed."""


class NotReadable(RecordsProblem):
    """The database could not answer; nothing was changed."""


class Conflict(RecordsProblem):
    """Somebody else changed the same thing meanwhile; `theirs` is what is stored now."""

    def __init__(self, words: str, theirs: dict | None = None):
        super().__init__(words)
        self.theirs = theirs or {}


class AlreadyDone(RecordsProblem):
    """This request was carried out before; `result` is what it answered then."""

    def __init__(self, result: dict):
        super().__init__("This was saved already; nothing was saved twice.")
        self.result = result


class Denied(RecordsProblem):
    """The person may not do this; the attempt is in the audit trail."""


class InvalidEntry(RecordsProblem):
    """A field holds something that cannot be saved; `rule` is a stable code, `field` names the field."""

    def __init__(self, field: str, rule: str, words: str):
        super().__init__(words)
        self.field, self.rule = field, rule


class UnknownTable(RecordsProblem):
    """No record table has this name."""


class MissingDatabase(RecordsProblem):
    """The database file is not where it should be; a new empty one is never made silently."""


class ForeignDatabase(RecordsProblem):
    """The file or database belongs to something else."""


class DamagedDatabase(RecordsProblem):
    """The file is not a readable database any more."""


class SchemaOutdated(RecordsProblem):
    """The database was made by an older version of this program."""


class SchemaNewer(RecordsProblem):
    """The database was made by a newer version of this program."""


class NetworkDisk(RecordsProblem):
    """The database file lies on a network disk, where two writers can destroy it."""


class UnknownDatabase(RecordsProblem):
    """The address of the database cannot be used."""

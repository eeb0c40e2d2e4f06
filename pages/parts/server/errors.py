"""What happens when a page fails: the log gets one JSON line, the reader an id to quote."""

import json
import logging
import re
import sys
import traceback
import uuid
from datetime import UTC, datetime

import streamlit as st

from pages.parts.words import say

PASSWORD = re.compile(r"(?<=://)([^:/@\s]*):[^@\s]+@")


def on_script_error(error: Exception) -> bool:
    """Log an error that a page let through and show its id; True keeps Streamlit from showing it as well."""
    error_id = uuid.uuid4().hex[:12]
    print(json.dumps(error_line(error, error_id)), file=sys.stderr, flush=True)
    st.error(say("error.page", error_id=error_id))
    return True


def error_line(error: Exception, error_id: str) -> dict[str, object]:
    """One error as a log line: when, what, where in the code; passwords in URLs are masked, values are not kept."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "event": "page_error",
        "error_id": error_id,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "error": type(error).__name__,
        "message": masked(str(error)),
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }


class MaskPasswords(logging.Filter):
    """Takes the passwords of URLs out of the tracebacks that Streamlit itself writes to the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, with a masked traceback in place of the one it would be given."""
        if record.exc_info:
            record.exc_text = masked("".join(traceback.format_exception(*record.exc_info)))
        return True


def mask_streamlit_log() -> None:
    """From now on Streamlit's own report of a failed page is masked."""
    logging.getLogger("streamlit.error_util").addFilter(MaskPasswords())


def masked(text: str) -> str:
    """A text without the passwords of URLs in it.

    >>> masked("cannot reach postgresql://ana:secret@db/kpi")
    'cannot reach postgresql://ana:***@db/kpi'
    """
    return PASSWORD.sub(r"\1:***@", text)

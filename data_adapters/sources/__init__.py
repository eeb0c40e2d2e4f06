"""The sources: each turns something outside the company into rows of text under the contract's names."""

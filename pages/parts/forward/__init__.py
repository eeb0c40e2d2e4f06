"""What leaves the screen: the review as one page of paper, as text for a mail or chat, and charts as pictures."""

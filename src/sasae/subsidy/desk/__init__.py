"""The desk: whose work an application is and until when, notes and calls, lists taken out, one time line a family."""

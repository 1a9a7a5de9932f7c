"""統計: figures of the subsidy by month and year, the use of the budget and where it leads."""

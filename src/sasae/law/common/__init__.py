"""Rules that several schemes share: ages, years, residence, income, dependants. Pure; the day is an argument."""

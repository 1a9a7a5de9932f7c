"""Wordings, office data and deadlines the section in charge changes on screen: dated, proposed by one, approved by another."""

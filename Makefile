# The same verbs for those who type make.
.PHONY: help demo test check bench docs doctor up down status logs
help demo test check bench docs doctor up down status logs:
	@./sasae $@

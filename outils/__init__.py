"""Tools behind the Makefile: set up, run, test, check. Standard library only, unless a module says otherwise."""

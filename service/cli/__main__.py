"""`python -m service.cli …`: the command line without its installed name."""

from service.cli import main

main()

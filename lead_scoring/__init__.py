"""Commands for people who use the lead-scoring warehouse; one module a command."""

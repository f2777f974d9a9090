"""What Google may be like, what the person does, and what chattui must say to it.

The tables are for both faces: the command line (`tests/unit/cli/test_matrix*.py`) and the screen
(`tests/tui/test_matrix*.py`). Nothing here drives either.
"""

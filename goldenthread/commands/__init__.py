"""Commands that ask more of the command line than a few lines: what they take, and how what they find is shown."""

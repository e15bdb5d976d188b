"""What `kontor edi` does with files: explain, compare, convert, answer, anonymise them.

Pure like the core it stands on: streams in, text and bytes out.
"""

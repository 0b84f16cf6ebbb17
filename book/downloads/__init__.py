"""What a reader takes along: ``python -m book.downloads``, the last step of ``make site``.

notebooks.py  the chapters to work in, and the zip with the package and the data
parts.py      what a site consists of, and how large each part is
links.py      leads pages to the parts that an ordinary build does not have
manifest.py   the list of all files, with sizes and hashes, and the table that is printed
stick.py      the whole site as one zip: ``python -m book.downloads.stick``, which ``make zip`` does
archive.py    zips that are the same whenever their files are
"""

"""Loading results: read a file, check each row against the exam's rules, merge the good ones batch by batch.

columns.py   the columns of a file
reader.py    CSV or XLSX -> numbered rows of cells
cells.py     one cell: characters, dates, moments
sitting.py   one exam in one session: what a row of it may say
row.py       cells -> a line for COPY, or why not
batch.py     rows -> batches
photos.py    a file of the photos' folder -> a JPEG without metadata
rejects.py   the rejects file
merge.py     the SQL of one batch
load.py      one batch, one transaction
run.py       a whole import
command.py   rvs import
"""

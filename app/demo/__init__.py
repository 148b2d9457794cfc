"""The demo: the whole service on invented people, in one command.

world.py          organisations and those who sign in
story.py          which results were shared, opened, taken back and checked so far
filling.py        candidates by a real import, then the story in one transaction
accounts.py       demo.json: addresses and passwords
announcement.py   what is printed
command.py        rvs demo
"""

"""The surroundings an office needs: its shares' owners, groups and modes, its disks, its mail server. Looked at, never changed.

`places.py` names the shared folders and who may use them, `rights.py` compares them with what the machine has, `samba.py` writes them as shares; the others
look at one neighbour each.
"""

"""Become another program that ends when its starter does: `python leash.py STARTER SIGNAL USER PROGRAM ARGUMENT...`.

On Linux the kernel sends SIGNAL to the program when the thread that started it is gone, however that went (`kill -9`
included); elsewhere the next start finds what was left (see leftovers.py). This is a program of its own because the
alternative, `preexec_fn`, runs Python between fork and exec, which can hang when the starter has threads. USER is a
number or "-"; it must be given up before the leash is put on, because the kernel takes the leash off when the user
changes.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1  # from linux/prctl.h


def become(starter: int, signal: int, user: str, command: list[str]) -> None:
    """Change user if asked, put on the leash, turn into the command."""
    if user != "-":
        drop_to(pwd.getpwuid(int(user)))
    put_on(starter, signal)
    os.execv(command[0], command)


def put_on(starter: int, signal: int) -> None:
    """From here on we get that signal when our parent, who must be the starter, is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal)
        if os.getppid() != starter:
            sys.exit("The starter was gone before the program began.")


def drop_to(user: pwd.struct_passwd) -> None:
    """Give up root for good."""
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


if __name__ == "__main__":
    become(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])

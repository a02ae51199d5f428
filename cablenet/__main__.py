"""``python -m cablenet``: the command line where no script directory is on the path."""

from cablenet.cli import main

if __name__ == "__main__":
    main(prog_name="cablenet")

"""Run pdplint as `python -m pdplint`."""

from pdplint.cli import main

if __name__ == "__main__":
    main()

"""Tesseract's command with simplified Chinese (``chi_sim``) and its own page segmentation with orientation."""

from __future__ import annotations

import subprocess
from pathlib import Path

from worker import page_by_page, serve


def main() -> None:
    languages = subprocess.run(["tesseract", "--list-langs"], check=True, capture_output=True, text=True).stdout.split()
    if "chi_sim" not in languages:
        raise FileNotFoundError("Tesseract has no chi_sim; on Debian: apt-get install tesseract-ocr-chi-sim")
    words = subprocess.run(["tesseract", "--version"], check=True, capture_output=True, text=True).stdout.split()

    def read(image: Path) -> str:
        command = ["tesseract", str(image), "stdout", "-l", "chi_sim", "--psm", "1"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(done.stderr.strip().splitlines()[-1])
        return done.stdout

    serve(f"Tesseract {words[1]} chi_sim", page_by_page(read))


if __name__ == "__main__":
    main()

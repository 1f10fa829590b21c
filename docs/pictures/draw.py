#!/usr/bin/env python3
"""Draws real terminal output as SVG, light and dark: docs/pictures/NAME.light.svg and NAME.dark.svg.

Usage: draw.py PROVISION. Runs the commands below in an empty folder and draws what they print. `make pictures` calls it.
"""
import html
import os
import re
import subprocess
import sys
import tempfile

# A name, the commands that come before it and are not drawn, and those that are.
PICTURES = [
    ("init", [], ["init --system towow --sample-data --mock-agents"]),
    ("status", ["init --system towow", "down --system towow --yes"], ["status --system towow"]),
]
COLUMNS = 88
THEMES = {
    "light": {"back": "#ffffff", "text": "#1f2328", "border": "#d0d7de", "1": "#1f2328", "2": "#6e7781", "31": "#cf222e", "32": "#1a7f37", "33": "#9a6700"},
    "dark": {"back": "#0d1117", "text": "#e6edf3", "border": "#30363d", "1": "#ffffff", "2": "#8b949e", "31": "#ff7b72", "32": "#3fb950", "33": "#d29922"},
}
LINE, CHARACTER, MARGIN = 20, 8.43, 16


def run(program, folder, command):
    # Nothing of the machine's own settings belongs into a picture.
    environment = {"PATH": os.environ["PATH"], "HOME": folder, "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1"}
    done = subprocess.run([program, *command.split()], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.rstrip("\n").split("\n")


def spans(line):
    code = None
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if match := re.fullmatch(r"\x1b\[([0-9;]*)m", part):
            code = None if match.group(1) in ("", "0") else match.group(1)
        elif part:
            yield code, part


def span(code, text, theme):
    weight = ' font-weight="bold"' if code == "1" else ""
    return text if code is None else f'<tspan fill="{theme[code]}"{weight}>{text}</tspan>'


def draw(lines, theme):
    width = 2 * MARGIN + COLUMNS * CHARACTER
    height = 2 * MARGIN + len(lines) * LINE
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" viewBox="0 0 {width:.0f} {height}">',
        f'<rect x="0.5" y="0.5" width="{width - 1:.0f}" height="{height - 1}" rx="8" fill="{theme["back"]}" stroke="{theme["border"]}"/>',
        f'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="{theme["text"]}" xml:space="preserve">',
    ]
    for number, line in enumerate(lines):
        text = "".join(span(code, html.escape(part, quote=False), theme) for code, part in spans(line))
        svg.append(f'<text x="{MARGIN}" y="{MARGIN + number * LINE + 14}">{text}</text>')
    return "\n".join([*svg, "</g>", "</svg>", ""])


def main():
    program = os.path.abspath(sys.argv[1])
    here = os.path.dirname(os.path.abspath(__file__))
    for name, before, shown in PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            for command in before:
                run(program, folder, command)
            lines = []
            for command in shown:
                lines += [f"\x1b[2m$\x1b[0m \x1b[1mprovision {command}\x1b[0m", *run(program, folder, command), ""]
        for theme, colours in THEMES.items():
            with open(os.path.join(here, f"{name}.{theme}.svg"), "w", encoding="utf-8") as file:
                file.write(draw(lines[:-1], colours))


main()

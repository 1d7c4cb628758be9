/**
 * A page: blocks of text in reading order, lines and characters with their places, and the way from each to the other.
 * Lengths are px of the page image.  A character has an id, "12.5": the sixth one of line 12 as it was read.
 */

const NEAR = 0.35; // ems: so far beside a line the pointer still means it

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

/** One line of print, as it was read. */
class Line {
  constructor(id, { text, quad, cuts, sure, vertical }) {
    Object.assign(this, { id, vertical });
    this.read = [...text];
    this.corners = corners(quad);
    this.cuts = [];
    for (const step of cuts) this.cuts.push((this.cuts.at(-1) ?? 0) + step);
    const [a, b] = this.corners;
    this.length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    this.box = around(this.corners);
    this.sure = Array.isArray(sure) ? sure : this.read.map((_, offset) => sure[offset] ?? 100);
    /** The block it belongs to now, and where each of its characters stands in the block's text: start, end; -1: nowhere. */
    this.block = null;
    this.starts = new Int32Array(this.read.length).fill(-1);
    this.ends = new Int32Array(this.read.length).fill(-1);
  }

  /** Corners around the characters from one offset to another, both included. */
  span(first, last = first) {
    const [a, b, c, d] = this.corners;
    const from = this.cuts[first] / this.length, to = this.cuts[last + 1] / this.length;
    return [between(a, b, from), between(a, b, to), between(d, c, to), between(d, c, from)];
  }

  /** Offset of the character at a point, -1 beside the line. */
  offsetAt(x, y) {
    const [a, b] = this.corners;
    const along = ((x - a[0]) * (b[0] - a[0]) + (y - a[1]) * (b[1] - a[1])) / this.length;
    for (let k = 0; k < this.read.length; k += 1) if (along < this.cuts[k + 1]) return along >= this.cuts[0] || k ? k : 0;
    return this.read.length - 1;
  }
}

/** One block as it now reads. */
class Block {
  constructor(data, position, lines) {
    Object.assign(this, data, { position });
    this.lines = data.lines.map((id) => lines.get(id)).filter(Boolean);
    this.length = data.text.length;
    /** Cells: what stands in the text (UTF-16 offsets) for which characters. */
    this.cells = [];
    let at = 0;
    const put = (text, ids) => {
      this.cells.push({ text, ids, start: at, end: at + text.length });
      for (const id of ids) place(lines, id, this, at, at + text.length);
      at += text.length;
    };
    for (const piece of data.cells) {
      if (piece.length === 2) put(piece[0], piece[1]);
      else [...piece[2]].forEach((character, k) => put(character, [`${piece[0]}.${piece[1] + k}`]));
    }
    for (const line of this.lines) line.block ??= this;
    this.pieces = data.boxes.length ? data.boxes.map(([left, top, right, bottom]) => ({ left, top, right, bottom })) : pieces(this.lines);
    this.box = this.pieces.length ? union(this.pieces) : null;
    if (this.kind === "table" && this.box) this.pieces = [this.box];
  }

  /** Cells that a piece of the text touches; deleted characters inside it too. */
  cellsIn(start, end) {
    return this.cells.filter((cell) => (cell.start === cell.end ? cell.start > start && cell.start < end : cell.start < end && cell.end > start));
  }

  /** The cell at a place of the text. */
  cellAt(offset) {
    let low = 0, high = this.cells.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cells[middle].end <= offset) low = middle + 1;
      else high = middle;
    }
    return this.cells[low];
  }

  /** Where the text of each printed line stands: `[line, start, end]`, lines without any text left out. */
  printed() {
    return this.lines.map((line) => {
      const starts = [...line.starts].filter((start) => start >= 0);
      return starts.length ? [line, Math.min(...starts), Math.max(...line.ends)] : null;
    }).filter(Boolean);
  }

  /** The same, a table by its rows: pieces that a new block can begin with. */
  rows() {
    if (this.kind !== "table") return this.printed();
    const found = [];
    for (const [line, start, end] of this.printed()) {
      if (found.length && this.text[start - 1] !== "\n") found.at(-1)[2] = end;
      else found.push([line, start, end]);
    }
    return found;
  }
}

/** The whole page. */
export class Page {
  constructor(data) {
    Object.assign(this, data);
    [this.width, this.height] = data.size;
    this.lines = new Map(Object.entries(data.lines).map(([id, line]) => [Number(id), new Line(Number(id), line)]));
    this.blocks = data.blocks.map((block, position) => new Block(block, position, this.lines));
    this.numbers = new Map(this.blocks.map((block) => [block.number, block]));
    this.em = data.em || Math.max(this.width, this.height) / 120;
    this.settled = new Set(data.flags.filter((flag) => flag.state !== "open").flatMap((flag) => flag.ids));
  }

  block(number) {
    return this.numbers.get(number) ?? null;
  }

  flag(id) {
    return this.flags.find((flag) => flag.id === id) ?? null;
  }

  /** What is at a point: `{block, line, offset}`; line and offset are missing between lines; `null` outside of all blocks. */
  at(x, y) {
    const near = NEAR * this.em;
    for (const line of this.lines.values()) {
      if (line.block && inside(line.box, x, y, near * 0.3)) return { block: line.block, line, offset: line.offsetAt(x, y) };
    }
    const found = this.blocks.filter((block) => block.pieces.some((piece) => inside(piece, x, y, near)));
    if (!found.length) return null;
    return { block: found.reduce((a, b) => (area(a.box) <= area(b.box) ? a : b)), line: null, offset: -1 };
  }

  /** Line and offset of a character's id; `null` when the page has no such character. */
  character(id) {
    const [number, offset] = String(id).split(".").map(Number);
    const line = this.lines.get(number);
    return line && offset >= 0 && offset < line.read.length ? { line, offset } : null;
  }

  /** Corners around characters: one quadrilateral for each run of neighbours in a line. */
  quads(ids) {
    const runs = [];
    for (const id of ids) {
      const found = this.character(id);
      if (!found) continue;
      const last = runs.at(-1);
      if (last && last.line === found.line && last.last + 1 === found.offset) last.last = found.offset;
      else runs.push({ line: found.line, first: found.offset, last: found.offset });
    }
    return runs.map(({ line, first, last }) => line.span(first, last));
  }

  /** Where characters stand in the text: `{block, start, end}`; `null` when they are in no block. */
  textOf(ids) {
    const found = ids.map((id) => this.character(id)).filter((one) => one && one.line.block && one.line.starts[one.offset] >= 0);
    if (!found.length) return null;
    const { block } = found[0].line;
    const mine = found.filter((one) => one.line.block === block);
    return {
      block,
      start: Math.min(...mine.map((one) => one.line.starts[one.offset])),
      end: Math.max(...mine.map((one) => one.line.ends[one.offset])),
    };
  }

  /**
   * Characters that the engine was less sure of than `below` per cent, in reading order: `{block, line, offset, start, end,
   * sure}`.  Those that were changed, or that people decided on, are no longer in doubt.
   */
  doubts(below) {
    const found = [];
    for (const block of this.blocks) {
      for (const line of block.lines) {
        line.sure.forEach((sure, offset) => {
          const start = line.starts[offset], end = line.ends[offset];
          if (sure >= below || start < 0 || end - start !== line.read[offset].length) return;
          if (block.text.slice(start, end) !== line.read[offset] || this.settled.has(`${line.id}.${offset}`)) return;
          if (line.read[offset].trim()) found.push({ block, line, offset, start, end, sure });
        });
      }
    }
    return found;
  }
}

function place(lines, id, block, start, end) {
  const [number, offset] = id.split(".").map(Number);
  const line = lines.get(number);
  if (!line) return;
  line.block = block;
  line.starts[offset] = start;
  line.ends[offset] = end;
}

/** The four corners of what the server writes: a rectangle (x, y, dx, dy, height), or four points. */
function corners(quad) {
  if (quad.length === 8) return [0, 2, 4, 6].map((k) => [quad[k], quad[k + 1]]);
  const [x, y, dx, dy, height] = quad;
  const scale = height / (Math.hypot(dx, dy) || 1);
  const across = [-dy * scale, dx * scale];
  return [[x, y], [x + dx, y + dy], [x + dx + across[0], y + dy + across[1]], [x + across[0], y + across[1]]];
}

/** Boxes around the lines of a block, one for each column that it runs through. */
function pieces(lines) {
  const found = [];
  let last = null;
  for (const line of lines) {
    if (last && follows(last, line)) found[found.length - 1] = union([found.at(-1), line.box]);
    else found.push({ ...line.box });
    last = line;
  }
  return found;
}

/** Whether a line goes on in the same column (or row, of a table) as the line before it. */
function follows({ box: a, vertical }, { box: b }) {
  const apart = (from, to, other, till) => Math.max(from, other) - Math.min(to, till);
  const side = apart(a.left, a.right, b.left, b.right), down = apart(a.top, a.bottom, b.top, b.bottom);
  const size = vertical ? a.right - a.left : a.bottom - a.top;
  if (vertical) return b.right <= a.right + size && side < 2 * size && down < 0;
  return b.bottom >= a.top && (down < 2 * size && side < 0 || down < 0 && side < 6 * size);
}

const between = (p, q, t) => [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t];
const area = (box) => (box ? (box.right - box.left) * (box.bottom - box.top) : Infinity);

/** Whether a point lies in a box, or as near as `more` to it. */
export function inside(box, x, y, more = 0) {
  return x >= box.left - more && x <= box.right + more && y >= box.top - more && y <= box.bottom + more;
}

/** The box around points. */
export function around(points) {
  const xs = points.map((point) => point[0]), ys = points.map((point) => point[1]);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** The box around boxes. */
export function union(boxes) {
  return {
    left: Math.min(...boxes.map((box) => box.left)), top: Math.min(...boxes.map((box) => box.top)),
    right: Math.max(...boxes.map((box) => box.right)), bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

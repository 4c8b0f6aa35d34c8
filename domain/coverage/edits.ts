/** The edits that people make, as plain objects: kept in a browser as a draft, made again on the server. */
import type { MultiPolygon, Polygon, Position } from 'geojson'

/** Positions are WGS 84 degrees, longitude first; a node is named by where it is. Councils are named by id. */
export type Edit =
  | { kind: 'move-node'; from: Position; to: Position }
  | { kind: 'insert-node'; between: [Position, Position]; at: Position }
  | { kind: 'delete-node'; at: Position }
  /** The stretch of the council's border between two places becomes `line`: the shorter way round, or the longer. */
  | { kind: 'reshape'; council: string; from: Position; to: Position; line: Position[]; long?: boolean }
  /** The same, along the stretch of a river, road or track nearest to the two places. */
  | { kind: 'follow'; council: string; from: Position; to: Position; along: Position[]; long?: boolean }
  /** A new council on land that nobody has, and on that of the councils in `take`. */
  | { kind: 'draw'; council: string; outline: Outline; take: string[] }
  | { kind: 'add-part'; council: string; outline: Outline; take: string[] }
  /** What lies on one side of a line, as it was drawn, becomes a council of its own. */
  | { kind: 'split'; council: string; line: Position[]; as: string; side: 'left' | 'right' }
  | { kind: 'merge'; into: string; councils: string[] }
  /** What a line cuts off on one side, or the land in an outline, goes from one council to another. */
  | { kind: 'give'; from: string; to: string; line: Position[]; side: 'left' | 'right' }
  | { kind: 'give'; from: string; to: string; outline: Outline }
  | { kind: 'cut-hole'; council: string; outline: Outline }
  /** The gap around a place goes to a council, or to each of two the half on its side. */
  | { kind: 'fill'; at: Position; to: [string] | [string, string] }
  /** The overlap of two councils around a place goes to one of them, or to each the half on its side. */
  | { kind: 'resolve-overlap'; between: [string, string]; at: Position; to: [string] | [string, string] }

export type Outline = Polygon | MultiPolygon

/** What told quantities weigh, by the units that ship with the program and those that people wrote down. */
import type { Viewer } from '../../domain/access/index.ts'
import { ProductCatalogue } from '../../domain/exchange/products/index.ts'
import type { QuantityRecord } from '../../domain/exchange/records.ts'
import { communePlace, localCatalogue, toKilograms } from '../../domain/exchange/units/index.ts'
import { asViewer } from '../access/as-viewer.ts'
import type { Database } from '../database/index.ts'
import { refuse } from '../problems.ts'
import { readExchange } from './records.ts'

type Told = Omit<QuantityRecord, 'id' | 'revision' | 'demonstration' | 'kgMin' | 'kgLikely' | 'kgMax'>

const products = new ProductCatalogue()

/** Whoever writes for a commune sees all units that are used there. */
export async function weigher(db: Database['db'], viewer: Viewer) {
  const units = localCatalogue(await asViewer(db, viewer, (visible) => readExchange(visible, 'measure')))

  /** What somebody told, with what it means in kilograms: a unit that means several things carries all of them. */
  return <T extends Told>(told: T) => {
    if (!products.find(told)) refuse('product-unknown', { product: told.product, form: told.form })
    const found = toKilograms(units, { ...told, place: communePlace(told.communeId) })
    if ('refused' in found) return refuse('measure-unknown', { unit: told.unit, product: told.product })
    const { min, likely, max } = found.kilograms
    return { ...told, kgMin: min, kgLikely: likely, kgMax: max }
  }
}

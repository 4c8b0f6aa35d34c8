/** The form of the product catalogue: products, their forms with codes and shelf lives, and what one form yields of another. */
import { type Static, Type } from 'typebox'

const exactly = { additionalProperties: false }
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Id = Type.String({ pattern: '^[a-z][a-z0-9-]*$' })

/** `unconfirmed`: no source that holds here was found; it is shown as such and raises no alarm. */
const Sourced = {
  confidence: Type.Union([Type.Literal('documented'), Type.Literal('unconfirmed')]),
  source: Type.String({ minLength: 1 }),
}

const ProductForm = Type.Object(
  {
    form: Id,
    /** Central Product Classification 2.1, expanded by FAO; null where it has no code of its own. */
    cpc: Nullable(Type.String()),
    /** FAO commodity list. */
    fcl: Nullable(Type.String({ pattern: '^[0-9]{4}$' })),
    /** Days at the usual temperature of the road, unrefrigerated; null where nobody said, which is not "for ever". */
    shelfLifeDays: Nullable(Type.Integer({ minimum: 1 })),
    ...Sourced,
  },
  exactly,
)
export type ProductForm = Static<typeof ProductForm>

const Product = Type.Object({ product: Id, forms: Type.Array(ProductForm, { minItems: 1 }) }, exactly)

const Item = Type.Object({ product: Id, form: Id }, exactly)
/** A product in one of its forms. */
export type Item = Static<typeof Item>

const Yield = Type.Object(
  {
    from: Item,
    to: Item,
    /** Kilograms that come out of one that goes in; null where no figure was found, and then somebody must say. */
    rate: Nullable(Type.Object({ min: Type.Number(), likely: Type.Number(), max: Type.Number() }, exactly)),
    ...Sourced,
  },
  exactly,
)
export type Yield = Static<typeof Yield>

export const ProductList = Type.Object({ products: Type.Array(Product), yields: Type.Array(Yield) }, exactly)
export type ProductList = Static<typeof ProductList>

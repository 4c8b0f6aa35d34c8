import { expect, it } from 'vitest'
import { itemKey, ProductCatalogue } from '../../domain/exchange/products/index.ts'
import { itemsOf, provenanceOf, rolesOf } from '../../domain/exchange/quantity-files/words.ts'
import { PROVENANCES, QUANTITY_ROLES } from '../../domain/exchange/records.ts'
import { LOCALES, type MessageKey, translate } from '../../messages/index.ts'

it('what the program calls things, a sheet may call them, in every language', () => {
  const products = new ProductCatalogue()
  for (const locale of LOCALES) {
    const word = (key: string) => translate(locale, key as MessageKey)
    for (const role of QUANTITY_ROLES)
      expect([locale, rolesOf(word(`corridors.role.${role}`))]).toEqual([locale, [role]])
    for (const provenance of PROVENANCES)
      expect([locale, provenanceOf(word(`corridors.provenance.${provenance}`))]).toEqual([locale, provenance])
    for (const { product, forms } of products.list.products)
      for (const { form } of forms) {
        const item = { product, form }
        expect([locale, itemsOf(products, word(`item.${itemKey(item)}`), form)]).toEqual([locale, [item]])
        expect([locale, itemsOf(products, word(`product.${product}`), form)]).toEqual([locale, [item]])
      }
  }
})

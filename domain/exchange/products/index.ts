/** What communes grow, make and need, with its forms, codes and shelf lives. */
export {
  itemKey,
  ProductCatalogue,
  SHIPPED_PRODUCTS,
  type Yielded,
  type YieldRefusal,
} from './catalogue.ts'
export { type Item, type ProductForm, ProductList, type Yield } from './catalogue-schema.ts'

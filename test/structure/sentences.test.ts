import { describe, expect, it } from 'vitest'
import { SHIPPED_PRODUCTS } from '../../domain/exchange/products/index.ts'
import { SHIPPED_UNITS } from '../../domain/exchange/units/index.ts'
import { VENEZUELA_COMMUNES } from '../../domain/law/index.ts'
import { PROCEDURES } from '../../domain/law/procedures.ts'
import es from '../../messages/es/index.ts'
import territory from '../../server/demonstration/territory.json' with { type: 'json' }

const sentences = es as Record<string, string>

describe('data that ships has its sentences', () => {
  it('for every rule of law and every state it can be in', () => {
    for (const { requirement } of VENEZUELA_COMMUNES.rules) {
      for (const part of ['title', 'met', 'not-met', 'unknown', 'unconfirmed']) {
        expect(sentences[`law.${requirement.kind}.${part}`], `${requirement.kind} ${part}`).toBeTruthy()
      }
    }
  })

  it('for every procedure, step and actor', () => {
    for (const { kind, versions, outcomes } of PROCEDURES) {
      const keys = [
        `procedure.kind.${kind}`,
        ...outcomes.map((outcome) => `procedure.outcome.${outcome}`),
        ...versions.flatMap(({ steps }) =>
          steps.flatMap(({ id, actor }) => [`procedure.step.${id}`, `procedure.actor.${actor}`]),
        ),
      ]
      for (const key of keys) expect(sentences[key], key).toBeTruthy()
    }
  })

  it('for every commune of the demonstration', () => {
    for (const { note, code } of territory.communes)
      expect(sentences[`demonstration.note.${note}`], code).toBeTruthy()
  })

  it('for every product, in each of its forms, and every unit', () => {
    for (const { product, forms } of SHIPPED_PRODUCTS.products) {
      expect(sentences[`product.${product}`], product).toBeTruthy()
      for (const { form } of forms) expect(sentences[`item.${product}/${form}`], form).toBeTruthy()
    }
    for (const { id } of SHIPPED_UNITS) expect(sentences[`unit.${id}`], id).toBeTruthy()
  })
})

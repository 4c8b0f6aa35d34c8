import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { handleError } from './problems.ts'
import { WorkerFailure } from './workers/ask.ts'

async function answerTo(error: Error, language: string) {
  const app = fastify()
  app.setErrorHandler(handleError)
  app.get('/', () => Promise.reject(error))
  const response = await app.inject({ url: '/', headers: { 'accept-language': language } })
  await app.close()
  return { status: response.statusCode, problem: response.json() as Record<string, unknown> }
}

describe('a calculation that was given up', () => {
  it.each([
    ['es', 'No terminó en 60 s y se detuvo. Nada cambió.'],
    ['en', 'It did not end within 60 s and was stopped. Nothing changed.'],
    ['pt', 'Não terminou em 60 s e foi interrompido. Nada mudou.'],
  ])('says in %s how long it had, and that nothing changed', async (language, sentence) => {
    const { status, problem } = await answerTo(new WorkerFailure('took-too-long', { seconds: 60 }), language)
    expect({ status, type: problem.type }).toEqual({
      status: 503,
      type: 'urn:toparquia:problem:took-too-long',
    })
    expect(problem.detail).toContain(sentence)
  })

  it('says how much memory it had', async () => {
    const failure = new WorkerFailure('needs-too-much-memory', { megabytes: 768 })
    const { status, problem } = await answerTo(failure, 'es')
    expect(status).toBe(503)
    expect(problem).toMatchObject({ title: 'El cálculo no cabe en la memoria', facts: { megabytes: 768 } })
  })

  it('is a defect where the thread ended by itself', async () => {
    const { status, problem } = await answerTo(new WorkerFailure('worker-ended'), 'es')
    expect({ status, type: problem.type }).toEqual({ status: 500, type: 'urn:toparquia:problem:defect' })
  })
})

/** Who did it is who is signed in: what a body says about the operator counts only where nobody had to. */
import { type Actor, isSignedIn } from '@neurohub/contracts/auth';
import * as z from 'zod';
import type { ApiServer } from './api-server.ts';

export function nameOperators(server: ApiServer): void {
  server.addHook('preValidation', async (request) => {
    request.body = withOperator(request.body, request.routeOptions.schema?.body, request.actor);
  });
}

/** The body with the name of whoever is signed in, when its schema has a place for it. */
export function withOperator(body: unknown, schema: unknown, actor: Actor | null): unknown {
  if (!actor || !isSignedIn(actor) || !takesOperator(schema)) return body;
  if (body !== null && body !== undefined && (typeof body !== 'object' || Array.isArray(body))) return body;
  return { ...body, operator: actor.name };
}

function takesOperator(schema: unknown): boolean {
  if (schema instanceof z.ZodObject) return Object.hasOwn(schema.shape, 'operator');
  if (schema instanceof z.ZodPipe) return takesOperator(schema.in);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return takesOperator(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.some((option) => takesOperator(option));
  return false;
}

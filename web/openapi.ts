/** The routes of JSON in the form of OpenAPI 3.1, from the schemas that hold their answers. */
import { z } from 'zod';
import { refusal } from './json-route.ts';
import { jsonRoutes } from './json-routes.ts';

const schemaOf = (schema: z.ZodType): unknown => {
  const { $schema: _, ...own } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' });
  return own;
};

const content = (schema: z.ZodType): unknown => ({ 'application/json': { schema: schemaOf(schema) } });

const notAnswered = (description: string): unknown => ({ description, content: content(refusal) });

/** `:id` of our table is `{id}` there. */
const pathOf = (path: string): string => path.replaceAll(/:(\w+)/gu, '{$1}');

export function openApi(): unknown {
  const paths = jsonRoutes.flatMap(({ path, json }) => {
    if (!json) return [];
    const parameters = Object.entries(json.parameters).map(([name, description]) => {
      const inPath = path.split('/').includes(`:${name}`);
      return {
        name,
        in: inPath ? 'path' : 'query',
        required: inPath,
        description,
        schema: { type: 'string' },
      };
    });
    const responses = {
      200: { description: json.summary, content: content(json.gives) },
      400: notAnswered('It cannot be asked so'),
      404: notAnswered('It is not there, or not open to who asks'),
      500: notAnswered('The case could not be read'),
      503: notAnswered('Too many questions at once'),
    };
    return [[pathOf(path), { get: { summary: json.summary, parameters, responses } }] as const];
  });
  return {
    openapi: '3.1.0',
    info: {
      title: 'Evidex',
      version: '1',
      description:
        'What programs may ask of a case that `evidex serve` serves, with the cookie that its address gave.',
    },
    servers: [{ url: '/case/{case}', variables: { case: { default: 'CASE' } } }],
    paths: Object.fromEntries(paths),
  };
}

import { packagePullSchema } from '@neurohub/contracts/packages-rest';
import { successOf } from '@neurohub/contracts/rest';
import type { ApiDependencies } from '../api-dependencies.ts';
import type { ApiServer } from '../api-server.ts';
import { success } from '../envelope.ts';

export function packageRoutes(server: ApiServer, { pull }: Pick<ApiDependencies, 'pull'>): void {
  server.get('/api/system/packages', {
    schema: {
      summary: 'The packages that NeuroHub wants here: which version is wanted, installed and in use, and why not',
      tags: ['system'],
      response: { 200: successOf(packagePullSchema) },
    },
    handler: async () => success(await pull.view()),
  });
}

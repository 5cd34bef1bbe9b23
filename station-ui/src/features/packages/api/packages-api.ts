import { packagePullSchema } from '@neurohub/contracts/packages-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

/** Which packages NeuroHub wants here, and what became of them. */
export const fetchPackages = () => requestData(packagePullSchema, '/api/system/packages');

/** Has NeuroHub asked now; what comes of it is in a later answer of {@link fetchPackages}. */
export const askForPackages = () => requestData(packagePullSchema, '/api/system/packages/ask', { body: {} });

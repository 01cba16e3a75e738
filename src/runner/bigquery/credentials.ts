import { GoogleAuth, Impersonated, PassThroughClient } from 'google-auth-library'

/** What a request to BigQuery is signed with. */
export type AuthClient = Impersonated | PassThroughClient

const SCOPES = ['https://www.googleapis.com/auth/bigquery']

/** No credentials at all: an API server on this machine asks for none, and none may be looked up or sent there. */
export function noCredentials(): AuthClient {
  return new PassThroughClient()
}

/**
 * The service account that the application default credentials may act as.
 *
 * @throws {Error} "Could not load the default credentials"
 * @see https://cloud.google.com/docs/authentication/use-service-account-impersonation
 */
export async function impersonate(serviceAccount: string): Promise<AuthClient> {
  const source = await new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/cloud-platform'] }).getClient()
  return new Impersonated({
    sourceClient: source,
    targetPrincipal: serviceAccount,
    targetScopes: SCOPES,
    delegates: [],
  })
}

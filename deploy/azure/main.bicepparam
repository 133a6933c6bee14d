// What is yours. Secrets come from the shell that deploys, and stand in the Key Vault from then on; none is written here:
//   export ACE_DATABASE_PASSWORD=$(openssl rand -hex 24) ACE_TOKEN_SECRETS=one:$(openssl rand -hex 32) ACE_METRICS_TOKEN=$(openssl rand -hex 32)
//   az deployment group create --resource-group ace --parameters deploy/azure/main.bicepparam
using './main.bicep'

// Begins the names of all resources: 3 to 16 small letters, digits and hyphens.
param name = 'ace-refund-desk'

// The image, in a registry of this resource group:
//   az acr build --registry myregistry --file deploy/Dockerfile --image ace-refund-desk:0.1.0 .
param registryName = 'myregistry'
param image = 'myregistry.azurecr.io/ace-refund-desk:0.1.0'

// The websites that show the chat, with commas.
param allowedOrigins = 'https://www.example.com'

// Your own name for the chat, once it leads here and has its certificate; left empty, Azure's address serves.
param publicUrl = ''

// Two servers lose nobody while one restarts. Where it is quiet, one is enough, and a restart takes seconds.
param fewestServers = 2
param mostServers = 4

// Burstable is enough for an office; GeneralPurpose (Standard_D2ds_v5) may have a standby in another zone.
param databaseSku = 'Standard_B2s'
param databaseTier = 'Burstable'
param databaseStandby = false

// Deploy again with the same secrets, or read them from the vault first: az keyvault secret show --vault-name ... --name token-secrets
param databasePassword = readEnvironmentVariable('ACE_DATABASE_PASSWORD')
param tokenSecrets = readEnvironmentVariable('ACE_TOKEN_SECRETS')
param metricsToken = readEnvironmentVariable('ACE_METRICS_TOKEN')

// The app registration of the bot (Entra ID, single tenant) and a client secret of it; without the id there is no bot.
param botAppId = readEnvironmentVariable('ACE_BOT_APP_ID', '')
param botAppPassword = readEnvironmentVariable('ACE_BOT_APP_PASSWORD', '')

// Whoever holds this app role (RefundDesk.Staff) is staff without an invitation; empty lets in only who was invited.
param staffRole = ''

// E-mail to offices and customers; empty sends none.
param smtpUrl = readEnvironmentVariable('ACE_SMTP_URL', '')
param mailFrom = ''

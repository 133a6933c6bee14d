// The whole of it on Azure: servers in Container Apps, PostgreSQL in the same network, secrets in a Key Vault, the bot with Teams.

@description('Begins the names of all resources.')
@minLength(3)
@maxLength(16)
param name string

param location string = resourceGroup().location

@description('The image of the server, with its tag: registry.azurecr.io/ace-refund-desk:1.0.0')
param image string

@description('The name of the Azure container registry the image is in, in this resource group.')
param registryName string

@description('The websites that may show the chat, with commas.')
param allowedOrigins string

@description('How browsers reach the chat, https://chat.example.com; empty is the address that Azure gives.')
param publicUrl string = ''

@description('How many servers run at least, and at most.')
@minValue(1)
param fewestServers int = 2
@minValue(1)
param mostServers int = 4

@description('The size of the database: Standard_B2s for a few hundred customers at once, Standard_D2ds_v5 with a standby.')
param databaseSku string = 'Standard_B2s'
@allowed(['Burstable', 'GeneralPurpose'])
param databaseTier string = 'Burstable'
@description('A standby in another zone takes over; GeneralPurpose only.')
param databaseStandby bool = false

@description('Letters and digits alone: it stands in an address.')
@secure()
@minLength(24)
param databasePassword string

@description('id:secret, several with commas; the first signs, all verify.')
@secure()
@minLength(34)
param tokenSecrets string

@description('What Prometheus shows to read /metrics; 32 characters or more.')
@secure()
@minLength(32)
param metricsToken string

@description('The app registration of the bot; empty leaves the bot and Teams out.')
param botAppId string = ''
@secure()
param botAppPassword string = ''

@description('The app registration by which staff sign in from Teams; empty is that of the bot.')
param signInAppId string = ''
@description('The app role whose holders are staff without an invitation; empty lets in only who was invited.')
param staffRole string = ''
@allowed(['on', 'off'])
param guests string = 'off'

@description('smtp://user:password@host:587 for e-mail; empty sends none.')
@secure()
param smtpUrl string = ''
param mailFrom string = ''

var hasBot = !empty(botAppId)
var hasMail = !empty(smtpUrl)
var vaultName = take('${name}-${uniqueString(resourceGroup().id)}', 24)
var appName = '${name}-app'
var chatUrl = empty(publicUrl) ? 'https://${appName}.${appEnvironment.properties.defaultDomain}' : publicUrl
var databaseUrl = 'postgres://ace:${databasePassword}@${postgres.properties.fullyQualifiedDomainName}:5432/ace?sslmode=verify-full'

// Built-in roles: Key Vault Secrets User, AcrPull.
var readsSecrets = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
var pullsImages = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

// As whom the servers read their secrets and pull their image.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identity.id, pullsImages)
  scope: registry
  properties: {
    roleDefinitionId: pullsImages
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: vaultName
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 30
  }
}

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, readsSecrets)
  scope: vault
  properties: {
    roleDefinitionId: readsSecrets
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource databaseUrlSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-url'
  properties: { value: databaseUrl }
}

resource tokenSecretsSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'token-secrets'
  properties: { value: tokenSecrets }
}

resource metricsTokenSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'metrics-token'
  properties: { value: metricsToken }
}

resource botPasswordSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (hasBot) {
  parent: vault
  name: 'bot-app-password'
  properties: { value: botAppPassword }
}

resource smtpUrlSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (hasMail) {
  parent: vault
  name: 'smtp-url'
  properties: { value: smtpUrl }
}

// The database answers in this network alone.
resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] }
    subnets: [
      {
        name: 'servers'
        properties: {
          addressPrefix: '10.20.0.0/23'
          delegations: [{ name: 'servers', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.20.2.0/28'
          delegations: [{ name: 'database', properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' } }]
        }
      }
    ]
  }

  resource servers 'subnets' existing = {
    name: 'servers'
  }

  resource database 'subnets' existing = {
    name: 'database'
  }
}

resource databaseZone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: '${name}.private.postgres.database.azure.com'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
}

resource postgres 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: '${name}-${uniqueString(resourceGroup().id)}'
  location: location
  sku: { name: databaseSku, tier: databaseTier }
  properties: {
    version: '17'
    administratorLogin: 'ace'
    administratorLoginPassword: databasePassword
    storage: { storageSizeGB: 64, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: 35, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: databaseStandby ? 'ZoneRedundant' : 'Disabled' }
    network: {
      delegatedSubnetResourceId: network::database.id
      privateDnsZoneArmResourceId: databaseZone.id
    }
  }
  dependsOn: [databaseZone::link]

  resource database 'databases' = {
    name: 'ace'
    properties: { charset: 'UTF8', collation: 'en_US.utf8' }
  }
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
  }
}

resource appEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: network::servers.id }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

var secretOf = map(
  concat(['database-url', 'token-secrets', 'metrics-token'], hasBot ? ['bot-app-password'] : [], hasMail ? ['smtp-url'] : []),
  secret => {
    name: secret
    keyVaultUrl: 'https://${vaultName}${environment().suffixes.keyvaultDns}/secrets/${secret}'
    identity: identity.id
  }
)

var settings = [
  { name: 'NODE_ENV', value: 'production' }
  { name: 'HOST', value: '0.0.0.0' }
  { name: 'PORT', value: '3978' }
  { name: 'TRUST_PROXY', value: '1' }
  { name: 'PUBLIC_URL', value: chatUrl }
  { name: 'ALLOWED_ORIGINS', value: allowedOrigins }
  { name: 'DATABASE_URL', secretRef: 'database-url' }
  { name: 'TOKEN_SECRETS', secretRef: 'token-secrets' }
  { name: 'METRICS_TOKEN', secretRef: 'metrics-token' }
]
var botSettings = [
  { name: 'MICROSOFT_APP_ID', value: botAppId }
  { name: 'MICROSOFT_APP_TENANT_ID', value: tenant().tenantId }
  { name: 'MICROSOFT_APP_PASSWORD', secretRef: 'bot-app-password' }
]
// Without them who was invited signs in by the bot's own registration.
var signInSettings = concat(
  empty(signInAppId) ? [] : [{ name: 'ENTRA_APP_ID', value: signInAppId }, { name: 'ENTRA_TENANT_ID', value: tenant().tenantId }],
  empty(staffRole) ? [] : [{ name: 'ENTRA_STAFF_ROLE', value: staffRole }],
  guests == 'on' ? [{ name: 'ENTRA_GUESTS', value: 'on' }] : []
)
var mailSettings = [
  { name: 'SMTP_URL', secretRef: 'smtp-url' }
  { name: 'MAIL_FROM', value: mailFrom }
]

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: appName
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    environmentId: appEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      secrets: secretOf
      registries: [{ server: registry.properties.loginServer, identity: identity.id }]
      ingress: {
        external: true
        targetPort: 3978
        transport: 'auto'
        allowInsecure: false
        // Any server takes any request.
        stickySessions: { affinity: 'none' }
      }
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'server'
          image: image
          resources: { cpu: json('1.0'), memory: '2Gi' }
          env: concat(settings, hasBot ? botSettings : [], signInSettings, hasMail ? mailSettings : [])
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/healthz', port: 3978 }
              periodSeconds: 2
              failureThreshold: 60
            }
            {
              type: 'Liveness'
              httpGet: { path: '/healthz', port: 3978 }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
            {
              type: 'Readiness'
              httpGet: { path: '/readyz', port: 3978 }
              periodSeconds: 5
              timeoutSeconds: 3
              failureThreshold: 2
            }
          ]
        }
      ]
      scale: {
        minReplicas: fewestServers
        maxReplicas: mostServers
        rules: [{ name: 'requests', http: { metadata: { concurrentRequests: '200' } } }]
      }
    }
  }
  dependsOn: [
    mayPull
    mayRead
    databaseUrlSecret
    tokenSecretsSecret
    metricsTokenSecret
    botPasswordSecret
    smtpUrlSecret
    postgres::database
  ]
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = if (hasBot) {
  name: '${name}-bot'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'F0' }
  properties: {
    displayName: 'ACE Refund Desk'
    endpoint: '${chatUrl}/api/messages'
    msaAppId: botAppId
    msaAppType: 'SingleTenant'
    msaAppTenantId: tenant().tenantId
  }

  resource teams 'channels' = {
    name: 'MsTeamsChannel'
    location: 'global'
    properties: {
      channelName: 'MsTeamsChannel'
      properties: { isEnabled: true }
    }
  }
}

output chatUrl string = chatUrl
output messagingEndpoint string = '${chatUrl}/api/messages'
output vaultName string = vault.name
output databaseHost string = postgres.properties.fullyQualifiedDomainName

import sdk from './sdk.cjs'

export const { CallDenied, openGate } = sdk

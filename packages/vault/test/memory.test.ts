import { memoryVault } from '../src/memory-vault.ts';
import { keyLifeConformance } from './key-life-conformance.ts';
import { vaultConformance } from './vault-conformance.ts';

const vault = memoryVault();
vaultConformance(() => vault);
keyLifeConformance(() => vault);

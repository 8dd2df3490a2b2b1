import { memoryVault } from '../src/memory-vault.ts';
import { vaultConformance } from './vault-conformance.ts';

const vault = memoryVault();
vaultConformance(() => vault);

import { memoryVault } from '../src/memory-vault.ts';
import { commitmentConformance } from './commitment-conformance.ts';
import { directoryConformance } from './directory-conformance.ts';
import { keyLifeConformance } from './key-life-conformance.ts';
import { vaultConformance } from './vault-conformance.ts';

const vault = memoryVault();
vaultConformance(() => vault);
commitmentConformance(() => vault);
directoryConformance(() => vault);
keyLifeConformance(() => vault);

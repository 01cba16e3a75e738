import { deletionOfDeprecated, misspeltLabel, ownersOfControlledChange, reviewOfPublicData } from './label-rules.ts'
import { promisesOfLevel } from './level-rule.ts'
import type { MetadataRule } from './metadata-rule.ts'
import {
  columnsOfStorage,
  compressionOfExport,
  describedColumns,
  expirationOfKept,
  externalDataAlone,
  partitionColumnOfMonitoredView,
  typeOfPartitionColumn,
} from './storage-rules.ts'
import {
  destinationOfQuery,
  ownerOfTask,
  partitionOfPlainTable,
  scheduleOfNothing,
  unknownDag,
  versionOfTask,
} from './task-rules.ts'

/** What holds for every `metadata.yaml`, in the order in which it is told. */
export const METADATA_RULES: readonly MetadataRule[] = [
  unknownDag,
  partitionOfPlainTable,
  ownerOfTask,
  versionOfTask,
  scheduleOfNothing,
  destinationOfQuery,
  reviewOfPublicData,
  ownersOfControlledChange,
  deletionOfDeprecated,
  expirationOfKept,
  partitionColumnOfMonitoredView,
  externalDataAlone,
  misspeltLabel,
  columnsOfStorage,
  compressionOfExport,
  typeOfPartitionColumn,
  describedColumns,
  promisesOfLevel,
]

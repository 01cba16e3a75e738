import { kubernetesSuite } from './kubernetes.ts'
import { airflowSuite } from './suite.ts'

airflowSuite('2.10.5')
kubernetesSuite('2.10.5')

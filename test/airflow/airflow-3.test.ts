import { kubernetesSuite } from './kubernetes.ts'
import { airflowSuite } from './suite.ts'

airflowSuite('3.3.2')
kubernetesSuite('3.3.2')

import { airflowSuite } from './suite.ts'

airflowSuite('3.3.2')

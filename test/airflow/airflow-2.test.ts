import { airflowSuite } from './suite.ts'

airflowSuite('2.10.5')

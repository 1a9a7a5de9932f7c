"""着金の確認: some payees of each run are asked by somebody who had no part in it whether their money has come."""

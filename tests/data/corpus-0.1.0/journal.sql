BEGIN TRANSACTION;
CREATE TABLE assignments (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	pair TEXT NOT NULL, 
	reviewer TEXT NOT NULL, 
	first TEXT NOT NULL, 
	last TEXT NOT NULL, 
	note TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at TEXT NOT NULL
);
INSERT INTO "assignments" VALUES(1,'draft.kk-en','reviewer-2','','','please','reviewer-1','2026-11-28T18:38:10Z');
CREATE TABLE edits (
	pair TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	reviewer TEXT NOT NULL, 
	at TEXT NOT NULL, 
	verb TEXT NOT NULL, 
	undoes INTEGER, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	"key" TEXT, 
	PRIMARY KEY (pair, version)
);
INSERT INTO "edits" VALUES('draft.kk-en',1,'reviewer-1','2026-11-28T18:38:09Z','confirm',NULL,'[{"confidence":null,"note":"","origin":"mt","resp":"","source":[{"block":0,"draft":"The Baikonur cosmodrome","id":"kk.1","text":"«Байқоңыр» ғарыш айлағы"}],"status":"auto","target":[{"block":0,"id":"en.1","text":"The Baikonur cosmodrome"}]},{"confidence":null,"note":"","origin":"mt","resp":"","source":[{"block":1,"draft":"The Baikonur space was built in 1955.","id":"kk.2","text":"Байқоңыр ғарыш айлағы 1955 жылы салынды."}],"status":"auto","target":[{"block":1,"id":"en.2","text":"The Baikonur space was built in 1955."}]}]','[{"confidence":null,"note":"","origin":"mt","resp":"reviewer-1","source":[{"block":0,"draft":"The Baikonur cosmodrome","id":"kk.1","text":"«Байқоңыр» ғарыш айлағы"}],"status":"confirmed","target":[{"block":0,"id":"en.1","text":"The Baikonur cosmodrome"}]},{"confidence":null,"note":"","origin":"mt","resp":"reviewer-1","source":[{"block":1,"draft":"The Baikonur space was built in 1955.","id":"kk.2","text":"Байқоңыр ғарыш айлағы 1955 жылы салынды."}],"status":"confirmed","target":[{"block":1,"id":"en.2","text":"The Baikonur space was built in 1955."}]}]',NULL);
INSERT INTO "edits" VALUES('draft.kk-en',2,'reviewer-2','2026-11-28T18:38:09Z','reword',NULL,'[{"confidence":null,"note":"","origin":"mt","resp":"","source":[{"block":2,"draft":"Its territory is 6717 square kilometres.","id":"kk.3","text":"Оның аумағы 6717 шаршы километр."}],"status":"auto","target":[{"block":2,"id":"en.3","text":"Its territory is 6717 square kilometres."}]}]','[{"confidence":null,"note":"","origin":"reviewer","resp":"reviewer-2","source":[{"block":2,"draft":"Its territory is 6717 square kilometres.","id":"kk.3","text":"Оның аумағы 6717 шаршы километр."}],"status":"auto","target":[{"block":2,"id":"en.3","text":"It covers 6717 square kilometres."}]}]','k1');
INSERT INTO "edits" VALUES('draft.kk-en',3,'reviewer-1','2026-11-28T18:38:09Z','undo',1,'[{"confidence":null,"note":"","origin":"mt","resp":"reviewer-1","source":[{"block":0,"draft":"The Baikonur cosmodrome","id":"kk.1","text":"«Байқоңыр» ғарыш айлағы"}],"status":"confirmed","target":[{"block":0,"id":"en.1","text":"The Baikonur cosmodrome"}]},{"confidence":null,"note":"","origin":"mt","resp":"reviewer-1","source":[{"block":1,"draft":"The Baikonur space was built in 1955.","id":"kk.2","text":"Байқоңыр ғарыш айлағы 1955 жылы салынды."}],"status":"confirmed","target":[{"block":1,"id":"en.2","text":"The Baikonur space was built in 1955."}]}]','[{"confidence":null,"note":"","origin":"mt","resp":"","source":[{"block":0,"draft":"The Baikonur cosmodrome","id":"kk.1","text":"«Байқоңыр» ғарыш айлағы"}],"status":"auto","target":[{"block":0,"id":"en.1","text":"The Baikonur cosmodrome"}]},{"confidence":null,"note":"","origin":"mt","resp":"","source":[{"block":1,"draft":"The Baikonur space was built in 1955.","id":"kk.2","text":"Байқоңыр ғарыш айлағы 1955 жылы салынды."}],"status":"auto","target":[{"block":1,"id":"en.2","text":"The Baikonur space was built in 1955."}]}]',NULL);
INSERT INTO "edits" VALUES('draft.kk-en',4,'reviewer-1','2026-11-28T18:38:09Z','redo',3,'[{"confidence":null,"note":"","origin":"mt","resp":"","source":[{"block":0,"draft":"The Baikonur cosmodrome","id":"kk.1","text":"«Байқоңыр» ғарыш айлағы"}],"status":"auto","target":[{"block":0,"id":"en.1","text":"The Baikonur cosmodrome"}]},{"confidence":null,"note":"","origin":"mt","resp":"","source":[{"block":1,"draft":"The Baikonur space was built in 1955.","id":"kk.2","text":"Байқоңыр ғарыш айлағы 1955 жылы салынды."}],"status":"auto","target":[{"block":1,"id":"en.2","text":"The Baikonur space was built in 1955."}]}]','[{"confidence":null,"note":"","origin":"mt","resp":"reviewer-1","source":[{"block":0,"draft":"The Baikonur cosmodrome","id":"kk.1","text":"«Байқоңыр» ғарыш айлағы"}],"status":"confirmed","target":[{"block":0,"id":"en.1","text":"The Baikonur cosmodrome"}]},{"confidence":null,"note":"","origin":"mt","resp":"reviewer-1","source":[{"block":1,"draft":"The Baikonur space was built in 1955.","id":"kk.2","text":"Байқоңыр ғарыш айлағы 1955 жылы салынды."}],"status":"confirmed","target":[{"block":1,"id":"en.2","text":"The Baikonur space was built in 1955."}]}]',NULL);
INSERT INTO "edits" VALUES('draft.kk-en',5,'reviewer-2','2026-11-28T18:38:09Z','comment',NULL,'[{"confidence":null,"note":"","origin":"mt","resp":"","source":[{"block":4,"draft":"The rent fee is 115 mln dollars in year.","id":"kk.5","text":"Жалдау ақысы жылына 115 миллион доллар."}],"status":"auto","target":[{"block":4,"id":"en.5","text":"The rent fee is 115 mln dollars in year."}]}]','[{"confidence":null,"note":"rent fee?","origin":"mt","resp":"reviewer-2","source":[{"block":4,"draft":"The rent fee is 115 mln dollars in year.","id":"kk.5","text":"Жалдау ақысы жылына 115 миллион доллар."}],"status":"auto","target":[{"block":4,"id":"en.5","text":"The rent fee is 115 mln dollars in year."}]}]',NULL);
INSERT INTO "edits" VALUES('small.kk-en',1,'reviewer-1','2026-11-28T18:38:09Z','merge',NULL,'[{"confidence":0.81,"note":"","origin":"aligner","resp":"","source":[{"block":1,"draft":"The Baikonur space was built in 1955.","id":"kk.2","text":"Байқоңыр ғарыш айлағы 1955 жылы салынды."},{"block":1,"draft":"Its territory is 6717 square kilometres.","id":"kk.3","text":"Оның аумағы 6717 шаршы километр."}],"status":"auto","target":[{"block":1,"id":"en.2","text":"Baikonur was built in 1955. It covers 6717 square kilometres."}]},{"confidence":0.98,"note":"","origin":"aligner","resp":"","source":[{"block":0,"draft":"The Baikonur cosmodrome","id":"kk.1","text":"«Байқоңыр» ғарыш айлағы"}],"status":"auto","target":[{"block":0,"id":"en.1","text":"The Baikonur Cosmodrome"}]}]','[{"confidence":null,"note":"","origin":"reviewer","resp":"reviewer-1","source":[{"block":0,"draft":"The Baikonur cosmodrome","id":"kk.1","text":"«Байқоңыр» ғарыш айлағы"},{"block":1,"draft":"The Baikonur space was built in 1955.","id":"kk.2","text":"Байқоңыр ғарыш айлағы 1955 жылы салынды."},{"block":1,"draft":"Its territory is 6717 square kilometres.","id":"kk.3","text":"Оның аумағы 6717 шаршы километр."}],"status":"auto","target":[{"block":0,"id":"en.1","text":"The Baikonur Cosmodrome"},{"block":1,"id":"en.2","text":"Baikonur was built in 1955. It covers 6717 square kilometres."}]}]',NULL);
CREATE TABLE failed_sign_ins (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	address TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE job_texts (
	job INTEGER NOT NULL, 
	side INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	lang TEXT NOT NULL, 
	title TEXT NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (job, side)
);
CREATE TABLE jobs (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	pair TEXT NOT NULL, 
	holds TEXT, 
	kind TEXT NOT NULL, 
	source_lang TEXT NOT NULL, 
	target_lang TEXT NOT NULL, 
	title TEXT NOT NULL, 
	who TEXT NOT NULL, 
	at TEXT NOT NULL, 
	state TEXT NOT NULL, 
	step TEXT NOT NULL, 
	done INTEGER NOT NULL, 
	total INTEGER NOT NULL, 
	problem TEXT NOT NULL, 
	worker TEXT, 
	lease FLOAT NOT NULL, 
	tries INTEGER NOT NULL, 
	UNIQUE (holds)
);
CREATE TABLE presence (
	window TEXT NOT NULL, 
	reviewer TEXT NOT NULL, 
	pair TEXT NOT NULL, 
	segment TEXT NOT NULL, 
	seen FLOAT NOT NULL, 
	PRIMARY KEY (window)
);
CREATE TABLE reviewers (
	name TEXT NOT NULL, 
	password_hash TEXT NOT NULL, 
	role TEXT DEFAULT 'reviewer' NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "reviewers" VALUES('reviewer-1','scrypt:32768:8:1$vzi6N4MSOYcb8fGG$8f3ac49ccdc8f9a728270d83ca5f7d046088595641bf4aa398ae2153b15f1fa2468c5f1428b915b42245131defc7895d7e07093b88faf4a30ec4b1755b0543ec','lead');
CREATE TABLE sessions (
	token TEXT NOT NULL, 
	name TEXT NOT NULL, 
	began FLOAT NOT NULL, 
	seen FLOAT NOT NULL, 
	PRIMARY KEY (token)
);
CREATE TABLE translations (
	engine TEXT NOT NULL, 
	source TEXT NOT NULL, 
	target TEXT NOT NULL, 
	PRIMARY KEY (engine, source)
);
INSERT INTO "translations" VALUES('engine 1','Қала','The city');
CREATE UNIQUE INDEX edits_by_key ON edits (pair, reviewer, "key");
CREATE INDEX edits_undoing ON edits (pair, undoes);
CREATE INDEX edits_by_reviewer ON edits (pair, reviewer, version, verb);
CREATE INDEX ix_failed_sign_ins_address ON failed_sign_ins (address);
CREATE INDEX ix_failed_sign_ins_name ON failed_sign_ins (name);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('assignments',1);
COMMIT;

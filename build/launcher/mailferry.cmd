@echo off
rem The command line of an installed Mailferry: the same program, started as Node.
setlocal
set ELECTRON_RUN_AS_NODE=1
"%~dp0..\..\Mailferry.exe" "%~dp0..\app.asar\out\cli\mailferry.cjs" %*
exit /b %ERRORLEVEL%
